import { sentId } from '../../../core/ids';
import type { Json } from '../../../core/data';
import { failed, successWith } from '../../core/answers';
import { isGroup, parseJid } from '../../core/jids';
import { checkJidFields } from '../../core/numberChecks';
import { bodyOf, type GoCall, type InstanceGoRoute } from '../../core/route';
import { goNow } from '../../core/time';
import { infoFor, sourceFor } from '../../messages/info';
import { useClient } from '../../life/useClient';
import { checkReceiver } from '../../sending/deliver';
import { canonicalJid } from '../../sending/target';
import { has } from '../../state/versions';

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

/** Like a phone, the simulator ignores a reaction if `fromMe` is wrong for the message with this `id`. */
function show({ state, instance }: GoCall, { id, fromMe }: Target, text: string): void {
	const target = instance.messages.get(id);
	if (target?.key.fromMe !== fromMe) return;
	const own = instance.ownerJid ?? '';
	if (text) target.reactions.set(own, text);
	else target.reactions.delete(own);
	const chat = target.key.remoteJid;
	state.changed({ type: 'update', instance: instance.name, chat, id });
}

interface Target {
	id: string;
	fromMe: boolean;
}

/** Sends a reaction, without an event or a look-up of the number. Before 0.7.2, its ID is that of the message it reacts to. */
export const react: InstanceGoRoute = {
	method: 'POST',
	path: '/message/react',
	key: 'instance',
	numbers: checkJidFields('number'),
	async run(call) {
		const { go, state } = call;
		const body = bodyOf(call, struct, [
			['number', 'phone number is required'],
			['reaction', 'message reaction is required'],
		]);
		await useClient(call);
		const jid = canonicalJid(state.config, parseJid(body.number));
		if (!jid) throw failed('invalid phone number');
		if (body.id === '') throw failed('missing id in payload');
		checkReceiver(call, jid);
		const text = body.reaction === 'remove' ? '' : body.reaction;
		const participant = canonicalJid(state.config, parseJid(body.participant));
		const key: Json = { remoteJID: jid, fromMe: body.fromMe, ID: body.id };
		if (participant) key.participant = participant;
		// Before 0.7.2, WhatsApp silently drops reactions, because the server gives them the ID of the message they react to.
		if (has(state.config, 'reactionIds')) show(call, body, text);
		const source = { Chat: jid, Sender: go.row.jid, IsFromMe: true, IsGroup: isGroup(body.number) };
		const id = has(state.config, 'reactionIds') ? sentId() : body.id;
		const about = { id, type: 'ReactionMessage', at: goNow(state.now()) };
		return successWith({
			Info: infoFor(sourceFor(source), about),
			Message: { reactionMessage: { key, text, senderTimestampMS: state.now() } },
			MessageContextInfo: null,
		});
	},
};
