import type { Answer, Call } from '../core/types';

/** A route of the simulator's own, below `/_sim`; no key is needed. */
export interface ControlRoute {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	handler(call: Call): Answer | Promise<Answer>;
}
