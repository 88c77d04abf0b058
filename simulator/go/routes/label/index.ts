import type { Instance } from '../../../state/instance';
import { lidOf } from '../../../whatsapp/lid';
import { bareAnswer, failed, success } from '../../core/answers';
import { parseJid } from '../../core/jids';
import { checkNumber } from '../../core/numberChecks';
import { bodyOf, type GoCall, type GoRoute, type InstanceGoRoute } from '../../core/route';
import { goSeconds } from '../../core/time';
import { tell } from '../../events/goEvent';
import { useClient, useStore } from '../../life/useClient';

const NEEDED = [
	['jid', 'jid is required'],
	['labelId', 'label id is required'],
] as const;

/** The server's error for an invalid JID wrongly speaks of a community. */
function labeledJid(text: string): string {
	const jid = parseJid(text);
	if (!jid) throw failed('error parse community jid');
	return jid;
}

const chatStruct = {
	name: 'ChatLabelStruct',
	fields: { jid: 'string', labelId: 'string' },
} as const;

function mark({ account, messages }: Instance, chat: string, labelId: string, isOn: boolean): void {
	const own = account.labels.get(chat) ?? new Set<string>();
	if (isOn) own.add(labelId);
	else own.delete(labelId);
	account.labels.set(chat, own);
	messages.open(chat);
}

/** Phones know private chats by LID, and ignore a number. */
function labelledChat({ contacts }: Instance, jid: string): string | undefined {
	if (jid.endsWith('@s.whatsapp.net')) return undefined;
	return [...contacts.keys()].find((contact) => lidOf(contact) === jid) ?? jid;
}

/** The event that follows contains the JID from the request (label_service.go:97–103 of 9337afc). */
function setLabel({ state, instance }: GoCall, jid: string, labelId: string, isOn: boolean): void {
	const chat = labelledChat(instance, jid);
	if (chat !== undefined) mark(instance, chat, labelId, isOn);
	const data = { instance: instance.name, type: isOn ? 'add' : 'remove', chatId: jid, labelId };
	state.emit({ instance, event: 'labels.association', data });
	state.changed({ type: 'update', instance: instance.name, chat: chat ?? jid });
}

const chatRoute = (path: string, isOn: boolean): InstanceGoRoute => ({
	method: 'POST',
	path,
	key: 'instance',
	numbers: checkNumber,
	async run(call) {
		const { jid, labelId } = bodyOf(call, chatStruct, NEEDED);
		await useStore(call);
		setLabel(call, labeledJid(jid), labelId, isOn);
		return success();
	},
});

const messageStruct = {
	name: 'MessageLabelStruct',
	fields: { jid: 'string', labelId: 'string', messageId: 'string' },
} as const;

const messageRoute = (path: string, isOn: boolean): InstanceGoRoute => ({
	method: 'POST',
	path,
	key: 'instance',
	async run(call) {
		const body = bodyOf(call, messageStruct, [...NEEDED, ['messageId', 'message id is required']]);
		await useStore(call);
		const JID = labeledJid(body.jid);
		const { state, instance, go } = call;
		const entry = `${JID} ${body.messageId} ${body.labelId}`;
		if (isOn) go.labelled.add(entry);
		else go.labelled.delete(entry);
		const data = {
			JID,
			Timestamp: goSeconds(state.now()),
			LabelID: body.labelId,
			MessageID: body.messageId,
			Action: { labeled: isOn },
			FromFullSync: false,
		};
		tell(state, instance, { event: 'LabelAssociationMessage', data });
		return success();
	},
});

const editStruct = {
	name: 'EditLabelStruct',
	fields: { labelId: 'string', name: 'string', color: 'int', deleted: 'bool' },
} as const;

const editLabel: InstanceGoRoute = {
	method: 'POST',
	path: '/label/edit',
	key: 'instance',
	async run(call) {
		const body = bodyOf(call, editStruct, [
			['labelId', 'label id is required'],
			['name', 'name is required'],
		]);
		await useStore(call);
		const { state, instance } = call;
		const { labelId: id, name, color, deleted } = body;
		if (deleted) instance.labels.delete(id);
		else instance.labels.set(id, { id, name, color: String(color), predefinedId: null });
		const data = { id, name, color, deleted, instance: instance.name };
		state.emit({ instance, event: 'labels.edit', data });
		return success();
	},
};

/** A bug of the server: it prints a number's address in memory instead of the number. */
const pointer = (id: string) => String(824_634_000_000 + id.length * 1_048 + Number(id) * 16);

const listLabels: InstanceGoRoute = {
	method: 'GET',
	path: '/label/list',
	key: 'instance',
	async run(call) {
		await useClient(call);
		const { id: instanceId, labels } = call.instance;
		return bareAnswer(
			[...labels.values()].map(({ id, name }) => ({
				id: `0e0e0e0e-0000-4000-8000-${id.padStart(12, '0').slice(-12)}`,
				instance_id: instanceId,
				label_id: id,
				label_name: name,
				label_color: pointer(id),
				predefined_id: '0',
			})),
		);
	},
};

export const labelGoRoutes: GoRoute[] = [
	chatRoute('/label/chat', true),
	messageRoute('/label/message', true),
	editLabel,
	listLabels,
	chatRoute('/unlabel/chat', false),
	messageRoute('/unlabel/message', false),
];
