import { asObject, asString } from '../../core/values';
import type { Instance } from '../../state/instance';
import type { Message } from '../../state/message';
import type { Outgoing, State } from '../../state/state';
import { goOf } from '../state/goInstance';
import { clickEvents } from './buttonClick';
import { isGroup } from '../core/jids';
import { type GoEvent, tell, tellFresh } from './goEvent';
import { changeEvents, joinedEvents, memberEvent } from './groupEvents';
import { editEvent, isLost, messageEvent, revokeEvent } from './messageEvents';
import { contactEvents, labelChatEvent, labelEditEvent, presenceEvents } from './peopleEvents';
import { receiptEvents } from './receipts';
import { sentEvent } from './sentEvent';

// The simulated WhatsApp emits Evolution API's events. This file translates them into Evolution Go's.

type Translate = (state: State, outgoing: Outgoing) => GoEvent[];

const messageOf = (instance: Instance, id: unknown): Message | undefined =>
	instance.messages.get(asString(id));

const keyIdOf = (data: unknown) => asString(asObject(asObject(data).key).id);

const TRANSLATIONS: Record<string, Translate> = {
	'messages.upsert'(state, { instance, messageId }) {
		const message = messageOf(instance, messageId);
		if (!message || isLost(state, message)) return [];
		return [messageEvent(state, instance, message), ...clickEvents(state, message)];
	},
	'messages.update'(_state, { instance, data }) {
		const { keyId, status } = asObject(data);
		const message = messageOf(instance, keyId);
		return message ? receiptEvents(instance, message, asString(status)) : [];
	},
	'messages.edited'(state, { instance, data }) {
		const isEdit = asObject(data).type === 14;
		const target = isEdit ? messageOf(instance, keyIdOf(data)) : undefined;
		return target ? [editEvent(state, instance, target)] : [];
	},
	'messages.delete'(_state, { instance, data }) {
		const target = messageOf(instance, asObject(data).id);
		return target ? [revokeEvent(instance, target)] : [];
	},
	'presence.update': (_state, { data }) => presenceEvents(asObject(data)),
	'contacts.upsert': (_state, { data }) => contactEvents(data),
	'contacts.update': (_state, { data }) => contactEvents(data),
	'labels.edit': (_state, { data }) => [labelEditEvent(asObject(data))],
	'labels.association': (_state, { data }) => [labelChatEvent(asObject(data))],
	'groups.upsert': (_state, { instance, data }) => joinedEvents(instance, data),
	'groups.update': (_state, { data }) => changeEvents(data),
	'group-participants.update': (_state, { data }) => [memberEvent(asObject(data))],
};

const isIgnored = ({ settings }: Instance, { event, chat = '' }: GoEvent) =>
	settings.groupsIgnore === true && isGroup(chat) && ['Message', 'Receipt'].includes(event);

export function translateEvents(state: State): void {
	state.on('event', (outgoing) => {
		const { instance, event, messageId } = outgoing;
		if (event === 'send.message') {
			const sent = sentEvent(state, instance, messageOf(instance, messageId));
			if (sent) tellFresh(state, instance, sent);
			return;
		}
		if (!Object.hasOwn(TRANSLATIONS, event) || !goOf(instance).client) return;
		for (const told of TRANSLATIONS[event](state, outgoing)) {
			if (!isIgnored(instance, told)) tell(state, instance, told);
		}
	});
}
