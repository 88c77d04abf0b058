import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { State } from '../state/state';

/** Adds the routes of the server that is played. */
export type Play = (app: Express, state: State) => void;

/** A server that is played. */
export interface Played {
	routes: Play;
	/** whether a request for another protocol is for it */
	takesUpgrade(url: string): boolean;
	upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
	/** Stops its timers and automatic actions. */
	stop(): void;
}
