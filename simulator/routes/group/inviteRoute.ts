import type { Schema } from 'jsonschema';
import { refused } from '../../core/answers';
import { checkByProperty, notEmpty } from '../../core/schema';
import type { Answer, InstanceCall, InstanceRoute } from '../../core/types';
import { perChannel } from '../../whatsapp/send';

const schema: Schema = {
	type: 'object',
	properties: { inviteCode: { type: 'string', pattern: '^[a-zA-Z0-9]{22}$' } },
	required: ['inviteCode'],
	...notEmpty('inviteCode'),
};

export const inviteRoute = (
	name: string,
	run: (call: InstanceCall, code: string) => Answer | Promise<Answer>,
): InstanceRoute => ({
	method: 'GET',
	path: `/group/${name}/:instanceName`,
	guard: 'instance',
	handler(call) {
		const { inviteCode } = call.query;
		if (!inviteCode) {
			throw refused(
				400,
				'The group invite code id needs to be informed in the query',
				'ex: "inviteCode=F1EX5QZxO181L3TMVP31gY" (Obtained from group join link)',
			);
		}
		checkByProperty({ inviteCode }, schema);
		return perChannel({ baileys: () => run(call, inviteCode) })(call);
	},
});
