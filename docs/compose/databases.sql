-- PostgreSQL runs this once, when its volume is new. The database of n8n comes from POSTGRES_DB.
CREATE DATABASE evolution;
