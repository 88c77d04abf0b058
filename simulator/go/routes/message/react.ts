import type { Json } from '../../../core/data';
import { failed, successWith } from '../../core/answers';
import { parseJid, isGroup } from '../../core/jids';
import { checkJidFields } from '../../core/numberChecks';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { goNow } from '../../core/time';
import { infoFor, sourceFor } from '../../messages/info';
import { useClient } from '../../life/useClient';
import { checkReceiver } from '../../sending/deliver';
import { withoutPlus } from '../../sending/target';
import { isGoAtLeast } from '../../state/goConfig';

const struct = {
	name: 'ReactStruct',
	fields: {
		number: 'string',
		reaction: 'string',
		id: 'string',
		fromMe: 'bool',
		participant: 'string',
	},
} as const;

/** It goes out under the id of what it is about. No event tells of it, and nobody is looked up. */
export const react: InstanceGoRoute = {
	method: 'POST',
	path: '/message/react',
	key: 'instance',
	numbers: checkJidFields('number'),
	async run(call) {
		const { instance, go, state } = call;
		const body = bodyOf(call, struct, [
			['number', 'phone number is required'],
			['reaction', 'message reaction is required'],
		]);
		await useClient(call);
		const parsed = parseJid(body.number);
		if (!parsed) throw failed('invalid phone number');
		if (body.id === '') throw failed('missing id in payload');
		const jid = isGoAtLeast(state.config, '0.7.0') ? withoutPlus(parsed) : parsed;
		checkReceiver(call, jid);
		const text = body.reaction === 'remove' ? '' : body.reaction;
		const participant = body.participant ? parseJid(body.participant) : undefined;
		const key: Json = { remoteJID: jid, fromMe: body.fromMe, ID: body.id };
		if (participant) key.participant = participant;
		const target = instance.messages.get(body.id);
		const own = instance.ownerJid ?? '';
		// Phones show it only on a message that the key names.
		if (target && target.key.fromMe === body.fromMe) {
			if (text) target.reactions.set(own, text);
			else target.reactions.delete(own);
			state.changed({ type: 'update', instance: instance.name, chat: jid, id: body.id });
		}
		const source = { Chat: jid, Sender: go.row.jid, IsFromMe: true, IsGroup: isGroup(body.number) };
		const about = { id: body.id, type: 'ReactionMessage', at: goNow(state.now()) };
		return successWith({
			Info: infoFor(sourceFor(source), about),
			Message: { reactionMessage: { key, text, senderTimestampMS: state.now() } },
			MessageContextInfo: null,
		});
	},
};
