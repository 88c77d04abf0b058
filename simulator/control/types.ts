import type { Answer, Call, Method } from '../core/types';

/** It needs no API key. */
export interface ControlRoute {
	method: Method;
	path: string;
	handler(call: Call): Answer | Promise<Answer>;
}
