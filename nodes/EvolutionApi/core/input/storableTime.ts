// Which times the message store of a server can hold.

/** The store counts seconds in four bytes; its database fails on any other time. */
export const EARLIEST = new Date(0);
export const LATEST = new Date('2038-01-19T03:14:07Z');

export const isStorable = (time: Date) => time >= EARLIEST && time <= LATEST;

export const STORABLE = 'a time from 1970 to 2038-01-19T03:14:07Z';
