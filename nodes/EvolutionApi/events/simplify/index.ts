import type { IDataObject } from 'n8n-workflow';

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

/** By the server's name of the event. */
export const SIMPLIFY: ReadonlyMap<string, Simplify> = new Map<string, Simplify>([
	['call', simplifyCall],
	['chats.delete', simplifyChat],
	['chats.set', simplifyChat],
	['chats.update', simplifyChat],
	['chats.upsert', simplifyChat],
	['connection.update', simplifyConnection],
	['contacts.set', simplifyContact],
	['contacts.update', simplifyContact],
	['contacts.upsert', simplifyContact],
	['group-participants.update', simplifyParticipants],
	['groups.update', simplifyGroupEvent],
	['groups.upsert', simplifyGroupEvent],
	['instance.create', simplifyInstance],
	['instance.delete', simplifyInstance],
	['labels.association', simplifyLabelOfChat],
	['labels.edit', simplifyLabel],
	['logout.instance', simplifyInstance],
	['messages.delete', simplifyMessage],
	['messages.edited', simplifyMessage],
	['messages.set', simplifyMessage],
	['messages.update', simplifyMessageStatus],
	['messages.upsert', simplifyMessage],
	['messaging-history.set', simplifyHistory],
	['presence.update', simplifyPresence],
	['qrcode.updated', simplifyQrCode],
	['remove.instance', simplifyInstance],
	['send.message', simplifyMessage],
	['send.message.update', simplifyMessage],
	['status.instance', simplifyInstanceStatus],
	['typebot.change-status', simplifyTypebotStatus],
	['typebot.start', simplifyTypebotStart],
]);
