import { created } from '../../core/answers';
import { asList } from '../../core/values';
import { asAdmin, groupOf } from '../../whatsapp/groups';
import { toJid } from '../../whatsapp/numbers';
import { type Action, changeParticipants } from '../../whatsapp/participants';
import { groupRoute, groupSchema, numbersSchema } from './groupRoute';

const ACTIONS: Action[] = ['add', 'remove', 'promote', 'demote'];

/** Each participant gets a status: `200`, `404` (not on WhatsApp or not in the group) or `409` (already a member). */
export const updateParticipant = groupRoute({
	method: 'POST',
	name: 'updateParticipant',
	schema: groupSchema(
		{
			action: { type: 'string', enum: ACTIONS },
			participants: numbersSchema('participants'),
		},
		['action'],
	),
	client: 'groupParticipantsUpdate',
	failure: [400, 'Error updating participants'],
	run({ state, instance, body }, groupJid) {
		const group = groupOf(instance, groupJid);
		const action = ACTIONS.find((name) => name === body.action) ?? 'add';
		if (action !== 'add' || group.memberAddMode === false) asAdmin(instance, group);
		const jids = asList(body.participants).map((number) => toJid(String(number)));
		const results = changeParticipants(state, instance, group, { action, jids });
		return created({
			updateParticipants: results.map(({ jid, status }) => ({
				status,
				jid,
				content: {
					tag: 'participant',
					attrs: { jid, ...(status !== '200' && { error: status }) },
				},
			})),
		});
	},
});
