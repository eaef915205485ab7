-- Marts that are views from version 5 on; an older file may lack them.
DROP TABLE IF EXISTS mart.reports;
DROP TABLE IF EXISTS mart.panel;
DROP TABLE IF EXISTS mart.indicators;
DROP TABLE IF EXISTS mart.rollup;
