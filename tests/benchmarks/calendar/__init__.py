"""The crawl calendar of a whole country, simulated from measured figures: nights, hours, bytes, processors, money."""
