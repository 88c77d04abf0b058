import { randomBytes } from 'node:crypto';
import type { Schema } from 'jsonschema';
import { badRequest, HttpError } from '../../core/answers';
import { schemaErrors } from '../../core/schema';
import type { Json } from '../../core/data';
import { isAtLeast } from '../../state/config';
import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';

type Context = 'template_creation' | 'template_edit' | 'template_delete';

interface Refused {
	context: Context;
	state: State;
}

interface GraphError {
	code: number;
	subcode: number;
	title: string;
	message: string;
}

function refusal(
	{ context, state }: Refused,
	title: unknown,
	message: unknown,
	details: Json,
): HttpError {
	if (!isAtLeast(state.config, '2.3.3')) return badRequest(message);
	return new HttpError({
		status: 400,
		body: {
			status: 400,
			error: 'Bad Request',
			message: title,
			details: {
				whatsapp_error: message,
				whatsapp_code: 'UNKNOWN_ERROR',
				error_user_title: title,
				error_user_msg: message,
				error_type: 'UNKNOWN',
				error_subcode: null,
				fbtrace_id: null,
				...details,
				context,
				type: 'whatsapp_api_error',
			},
			timestamp: new Date(state.now()).toISOString(),
		},
	});
}

/** From 2.3.3 on, these routes even return the errors of their own schema in the shape of Meta's errors. */
export function checkTemplate(refused: Refused, body: Json, schema: Schema): void {
	const errors = schemaErrors(body, schema);
	if (errors.length > 0) throw refusal(refused, [errors], [errors], {});
}

export const graphRefusal = (refused: Refused, { code, subcode, title, message }: GraphError) =>
	refusal(refused, title, message, {
		whatsapp_code: code,
		error_type: 'OAuthException',
		error_subcode: subcode,
		fbtrace_id: `A${randomBytes(8).toString('hex')}`,
	});

/** The database's error for a template's name that any instance of the server already has. */
const NAME_TAKEN = [
	'',
	'Invalid `this.prismaRepository.template.create()` invocation in',
	'/evolution/dist/main.js:2460:57',
	'',
	'Unique constraint failed on the fields: (`name`)',
].join('\n');

export const notWritten = (refused: Refused): HttpError =>
	isAtLeast(refused.state.config, '2.3.3')
		? refusal(refused, NAME_TAKEN, NAME_TAKEN, { whatsapp_code: 'P2002' })
		: badRequest('Error to create template');

/** The template that every Business account has from the start. */
const helloWorld = (): Json => ({
	name: 'hello_world',
	components: [{ type: 'BODY', text: 'Hello World' }],
	language: 'en_US',
	status: 'APPROVED',
	category: 'UTILITY',
	id: '1192339204654487',
});

export function templatesOf(instance: Instance): Json[] {
	instance.templates ??= [helloWorld()];
	return instance.templates;
}
