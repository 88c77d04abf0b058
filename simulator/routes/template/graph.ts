import { randomBytes } from 'node:crypto';
import type { Schema } from 'jsonschema';
import { HttpError } from '../../core/answers';
import { schemaErrors } from '../../core/schema';
import type { Json } from '../../core/data';
import type { Instance } from '../../state/instance';

export type Context = 'template_creation' | 'template_edit' | 'template_delete';

/** What Meta's Graph API says about a template that it does not take. */
interface GraphError {
	code: number;
	subcode: number;
	title: string;
	message: string;
}

function refusal(context: Context, title: unknown, message: unknown, details: Json): HttpError {
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
			timestamp: new Date().toISOString(),
		},
	});
}

/** These routes put even the errors of their own schema into the shape of Meta's errors. */
export function checkTemplate(context: Context, body: Json, schema: Schema): void {
	const errors = schemaErrors(body, schema);
	if (errors.length > 0) throw refusal(context, [errors], [errors], {});
}

export const graphRefusal = (context: Context, { code, subcode, title, message }: GraphError) =>
	refusal(context, title, message, {
		whatsapp_code: code,
		error_type: 'OAuthException',
		error_subcode: subcode,
		fbtrace_id: `A${randomBytes(8).toString('hex')}`,
	});

/** Every Business account starts with this one. */
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
