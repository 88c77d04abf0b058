import { notFound, ok } from '../../core/answers';
import { notEmpty, numberSchema, textSchema } from '../../core/schema';
import type { InstanceCall, InstanceRoute } from '../../core/types';
import { asString } from '../../core/values';
import { useClient, wrapped } from '../../whatsapp/client';
import { isGroupJid, isOnWhatsApp, toJid } from '../../whatsapp/numbers';
import { perChannel } from '../../whatsapp/send';

/** Adds a label to a chat or removes it, without checking whether the label exists. */
function change({ state, instance, body }: InstanceCall, jid: string) {
	const { action } = body;
	const type = action === 'add' ? 'add' : 'remove';
	useClient(instance, `${type}ChatLabel`);
	const labelId = asString(body.labelId);
	const { labels } = instance.account;
	const own = labels.get(jid) ?? new Set();
	if (type === 'add') labels.set(jid, own.add(labelId));
	else own.delete(labelId);
	instance.messages.open(jid);
	const data = { instance: instance.name, type, chatId: jid, labelId };
	state.emit({ instance, event: 'labels.association', data });
	state.changed({ type: 'update', instance: instance.name, chat: jid });
	return ok({ numberJid: jid, labelId, [type]: true });
}

function baileys(call: InstanceCall) {
	const { state, instance, body } = call;
	const jid = toJid(asString(body.number));
	const exists = isGroupJid(jid) ? instance.groups.has(jid) : isOnWhatsApp(state.config, jid);
	if (!exists) throw notFound('Number is not on WhatsApp');
	return wrapped(400, `Unable to ${asString(body.action)} label to chat`, () => change(call, jid));
}

export const handleLabel: InstanceRoute = {
	method: 'POST',
	path: '/label/handleLabel/:instanceName',
	guard: 'instance',
	schema: {
		type: 'object',
		properties: {
			number: numberSchema,
			labelId: textSchema,
			action: { type: 'string', enum: ['add', 'remove'] },
		},
		required: ['number', 'labelId', 'action'],
		...notEmpty('number', 'labelId', 'action'),
	},
	handler: perChannel({ baileys }),
};
