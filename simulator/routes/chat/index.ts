import type { Route } from '../../core/types';
import { deleteMessageForEveryone } from './deleteMessageForEveryone';
import { findChatByRemoteJid } from './findChatByRemoteJid';
import { findChats } from './findChats';
import { findContacts } from './findContacts';
import { findMessages } from './findMessages';
import { updateMessage } from './updateMessage';
import { whatsappNumbers } from './whatsappNumbers';

export const chatRoutes: Route[] = [
	deleteMessageForEveryone,
	findChatByRemoteJid,
	findChats,
	findContacts,
	findMessages,
	updateMessage,
	whatsappNumbers,
];
