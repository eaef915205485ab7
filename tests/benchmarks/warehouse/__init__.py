"""How the warehouse grows: load rate, room, a night, the worked queries, and pandas beside it, over a made population."""
