import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { State } from '../state/state';

export type Play = (app: Express, state: State) => void;

export interface Played {
	routes: Play;
	takesUpgrade(url: string): boolean;
	upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
	stop(): void;
}
