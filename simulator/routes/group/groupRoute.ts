import type { Schema } from 'jsonschema';
import { refused } from '../../core/answers';
import { checkByProperty, notEmpty, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { Answer, InstanceCall, InstanceRoute } from '../../core/types';
import { useClient, wrapped } from '../../whatsapp/client';
import { perChannel } from '../../whatsapp/send';

interface GroupOperation {
	method: InstanceRoute['method'];
	name: string;
	since?: string;
	schema: Schema;
	/** method of the WhatsApp client, for the error if there is no client */
	client: string;
	failure: [status: number, text: string];
	run(call: InstanceCall, groupJid: string): Answer | Promise<Answer>;
}

/** An ID in the body takes precedence over the query's. */
function withGroupJid({ body, query }: InstanceCall): Json & { groupJid: string } {
	const groupJid = body.groupJid || query.groupJid;
	if (!groupJid) {
		throw refused(
			400,
			'The group id needs to be informed in the query',
			'ex: "groupJid=120362@g.us"',
		);
	}
	if (typeof groupJid !== 'string') throw new TypeError('groupJid.endsWith is not a function');
	return { ...body, groupJid: groupJid.endsWith('@g.us') ? groupJid : `${groupJid}@g.us` };
}

export function groupRoute({ name, schema, client, failure, run, ...route }: GroupOperation) {
	const baileys = (call: InstanceCall) =>
		wrapped(...failure, () => {
			useClient(call.instance, client);
			return run(call, String(call.body.groupJid));
		});
	const complete: InstanceRoute = {
		...route,
		path: `/group/${name}/:instanceName`,
		guard: 'instance',
		handler(call) {
			const body = withGroupJid(call);
			checkByProperty(body, schema);
			return perChannel({ baileys })({ ...call, body });
		},
	};
	return complete;
}

export const groupSchema = (
	properties: Record<string, Schema>,
	filled = Object.keys(properties),
): Schema => ({
	type: 'object',
	properties: { groupJid: textSchema, ...properties },
	required: ['groupJid', ...Object.keys(properties)],
	...notEmpty('groupJid', ...filled),
});

export const groupJidSchema: Schema = {
	type: 'object',
	properties: { groupJid: { type: 'string', pattern: '^[\\d-]+@g.us$' } },
	required: ['groupJid'],
	...notEmpty('groupJid'),
};

export const numbersSchema = (name: string): Schema => ({
	type: 'array',
	minItems: 1,
	uniqueItems: true,
	items: {
		type: 'string',
		minLength: 10,
		pattern: '\\d+',
		description: `"${name}" must be an array of numeric strings`,
	},
});
