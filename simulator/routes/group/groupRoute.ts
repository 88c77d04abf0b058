import type { Schema } from 'jsonschema';
import { refused } from '../../core/answers';
import { checkByProperty, notEmpty, textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { Answer, InstanceCall, InstanceRoute } from '../../core/types';
import { useClient, wrapped } from '../../whatsapp/client';
import { perChannel } from '../../whatsapp/send';

/** An operation on a group that the caller names in the body or the query. */
interface GroupOperation {
	method: InstanceRoute['method'];
	name: string;
	since?: string;
	schema: Schema;
	/** method of the WhatsApp client, for the error if there is no client */
	client: string;
	/** the answer if WhatsApp refuses the operation */
	failure: [status: number, text: string];
	run(call: InstanceCall, groupJid: string): Answer | Promise<Answer>;
}

/** Adds the group's ID to the body. An ID in the body takes precedence over the query's. */
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

/** Returns a route for an operation on one group. The server checks the group's ID, then the schema, then the client. */
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

/** Returns the schema of an operation with required `properties` in addition to the group's ID. */
export const groupSchema = (
	properties: Record<string, Schema>,
	filled = Object.keys(properties),
): Schema => ({
	type: 'object',
	properties: { groupJid: textSchema, ...properties },
	required: ['groupJid', ...Object.keys(properties)],
	...notEmpty('groupJid', ...filled),
});

/** Schema of an operation whose body only names the group. */
export const groupJidSchema: Schema = {
	type: 'object',
	properties: { groupJid: { type: 'string', pattern: '^[\\d-]+@g.us$' } },
	required: ['groupJid'],
	...notEmpty('groupJid'),
};

/** Returns a schema for the numbers of participants or invited people. */
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
