import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../../values/answer';
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
import { simplifyMessageStatus } from './messageStatus';
import { simplifyTypebotStart, simplifyTypebotStatus } from './typebotEvents';

/** What the data of an event tells, as `facts` of a delivery. */
type ReadFacts = (data: unknown) => IDataObject | IDataObject[] | undefined;

const ofRecord =
	(read: (data: IDataObject) => ReturnType<ReadFacts>): ReadFacts =>
	(data) =>
		isRecord(data) ? read(data) : undefined;

/** By the server's name of the event, but for those of messages. */
export const FACTS: ReadonlyMap<string, ReadFacts> = new Map<string, ReadFacts>([
	['call', ofRecord(simplifyCall)],
	['chats.delete', simplifyChat],
	['chats.set', simplifyChat],
	['chats.update', simplifyChat],
	['chats.upsert', simplifyChat],
	['connection.update', ofRecord(simplifyConnection)],
	['contacts.set', ofRecord(simplifyContact)],
	['contacts.update', ofRecord(simplifyContact)],
	['contacts.upsert', ofRecord(simplifyContact)],
	['group-participants.update', ofRecord(simplifyParticipants)],
	['groups.update', ofRecord(simplifyGroupEvent)],
	['groups.upsert', ofRecord(simplifyGroupEvent)],
	['instance.create', simplifyInstance],
	['instance.delete', simplifyInstance],
	['labels.association', ofRecord(simplifyLabelOfChat)],
	['labels.edit', ofRecord(simplifyLabel)],
	['logout.instance', simplifyInstance],
	['messages.update', ofRecord(simplifyMessageStatus)],
	['messaging-history.set', ofRecord(simplifyHistory)],
	['presence.update', ofRecord(simplifyPresence)],
	['qrcode.updated', ofRecord(simplifyQrCode)],
	['remove.instance', simplifyInstance],
	['status.instance', ofRecord(simplifyInstanceStatus)],
	['typebot.change-status', ofRecord(simplifyTypebotStatus)],
	['typebot.start', ofRecord(simplifyTypebotStart)],
]);
