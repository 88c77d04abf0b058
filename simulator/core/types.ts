import type { Readable } from 'node:stream';
import type { Schema } from 'jsonschema';
import type { Instance } from '../state/instance';
import type { State } from '../state/state';
import type { Json, UploadedFile } from './data';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface SimRequest {
	method: string;
	/** unchanged path and query, for the text of a 404 */
	url: string;
	query: Record<string, string>;
	apikey: string | undefined;
	authorization: string | undefined;
	/** parsed JSON or form fields; `{}` for any other body */
	body: Json;
	files: UploadedFile[];
}

/** `body` is sent as JSON unless there is a `stream` or `raw`. */
export interface Answer {
	status: number;
	body?: unknown;
	raw?: string | Buffer;
	stream?: Readable;
	contentType?: string;
	headers?: Record<string, string>;
}

export interface Call {
	state: State;
	request: SimRequest;
	params: Record<string, string>;
	body: Json;
	query: Record<string, string>;
}

export interface InstanceCall extends Call {
	instance: Instance;
}

interface RouteBase {
	method: Method;
	/** `/message/sendText/:instanceName`, as Express reads it */
	path: string;
	/** schema of the body */
	schema?: Schema;
	/** multipart field that contains the only file */
	upload?: string;
	/** needs no database */
	inMemory?: true;
	/** first server version that has the route */
	since?: string;
}

/** `instance`: the server checks that the instance exists (404), then the key (401). */
export interface InstanceRoute extends RouteBase {
	guard: 'instance';
	handler(call: InstanceCall): Answer | Promise<Answer>;
}

/** Required key. `list`: the global key or any instance's. `create`: the global key, after the check for a name in use. */
export interface PlainRoute extends RouteBase {
	guard: 'none' | 'global' | 'list' | 'create';
	handler(call: Call): Answer | Promise<Answer>;
}

export type Route = InstanceRoute | PlainRoute;
