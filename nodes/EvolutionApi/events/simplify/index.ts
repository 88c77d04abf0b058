import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../core/values/answer';
import type { Delivery } from '../delivery';
import {
	simplifyConnection,
	simplifyHistory,
	simplifyInstance,
	simplifyInstanceStatus,
	simplifyQrCode,
} from './connectionEvents';
import { simplifyChat, simplifyContact, simplifyPresence } from './contactEvents';
import { simplifyGroupEvent, simplifyParticipants } from './groupEvents';
import { simplifyCall, simplifyLabel, simplifyLabelOfChat } from './labelsAndCalls';
import { simplifyMessage } from './message';
import { simplifyMessageStatus } from './messageStatus';
import { simplifyTypebotStart, simplifyTypebotStatus } from './typebotEvents';

/**
 * A delivery, whose data is not a list, as flat keys; `timestamp` only if the event has a time of its
 * own. Undefined if the data does not have the shape of the event; then it is output as the server sent it.
 */
export type Simplify = (delivery: Delivery) => IDataObject | IDataObject[] | undefined;

/** For an event of which only the data matters. */
const ofData =
	(simplify: (data: IDataObject) => ReturnType<Simplify>): Simplify =>
	({ data }) =>
		isRecord(data) ? simplify(data) : undefined;

/** By the server's name of the event. */
export const SIMPLIFY: ReadonlyMap<string, Simplify> = new Map<string, Simplify>([
	['call', ofData(simplifyCall)],
	['chats.delete', simplifyChat],
	['chats.set', simplifyChat],
	['chats.update', simplifyChat],
	['chats.upsert', simplifyChat],
	['connection.update', ofData(simplifyConnection)],
	['contacts.set', ofData(simplifyContact)],
	['contacts.update', ofData(simplifyContact)],
	['contacts.upsert', ofData(simplifyContact)],
	['group-participants.update', ofData(simplifyParticipants)],
	['groups.update', ofData(simplifyGroupEvent)],
	['groups.upsert', ofData(simplifyGroupEvent)],
	['instance.create', simplifyInstance],
	['instance.delete', simplifyInstance],
	['labels.association', ofData(simplifyLabelOfChat)],
	['labels.edit', ofData(simplifyLabel)],
	['logout.instance', simplifyInstance],
	['messages.delete', simplifyMessage],
	['messages.edited', simplifyMessage],
	['messages.set', simplifyMessage],
	['messages.update', ofData(simplifyMessageStatus)],
	['messages.upsert', simplifyMessage],
	['messaging-history.set', ofData(simplifyHistory)],
	['presence.update', ofData(simplifyPresence)],
	['qrcode.updated', ofData(simplifyQrCode)],
	['remove.instance', simplifyInstance],
	['send.message', simplifyMessage],
	['send.message.update', simplifyMessage],
	['status.instance', ofData(simplifyInstanceStatus)],
	['typebot.change-status', ofData(simplifyTypebotStatus)],
	['typebot.start', ofData(simplifyTypebotStart)],
]);
