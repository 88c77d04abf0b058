import type { Answer, Call, Method } from '../core/types';

/** A route of the simulator's own, below `/_sim`; no key is needed. */
export interface ControlRoute {
	method: Method;
	path: string;
	handler(call: Call): Answer | Promise<Answer>;
}
