import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { State } from '../state/state';

/** Adds the routes of the simulated server to the app. */
export type Play = (app: Express, state: State) => void;

/** A simulated server: Evolution API or Evolution Go. */
export interface Played {
	routes: Play;
	/** whether this server handles an upgrade request (to WebSocket) for the URL */
	takesUpgrade(url: string): boolean;
	upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
	/** Stops its timers and automatic actions. */
	stop(): void;
}
