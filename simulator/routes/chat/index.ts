import type { Route } from '../../core/types';
import { archiveChat } from './archiveChat';
import { deleteMessageForEveryone } from './deleteMessageForEveryone';
import { fetchBusinessProfile } from './fetchBusinessProfile';
import { fetchPrivacySettings } from './fetchPrivacySettings';
import { fetchProfile } from './fetchProfile';
import { fetchProfilePictureUrl } from './fetchProfilePictureUrl';
import { findChannels } from './findChannels';
import { findChatByRemoteJid } from './findChatByRemoteJid';
import { findChats } from './findChats';
import { findContacts } from './findContacts';
import { findMessages } from './findMessages';
import { findStatusMessage } from './findStatusMessage';
import { getBase64FromMediaMessage } from './getBase64FromMediaMessage';
import { getPollVote } from './getPollVote';
import { markChatUnread } from './markChatUnread';
import { markMessageAsPlayed } from './markMessageAsPlayed';
import { markMessageAsRead } from './markMessageAsRead';
import { removeProfilePicture } from './removeProfilePicture';
import { sendPresence } from './sendPresence';
import { updateBlockStatus } from './updateBlockStatus';
import { updateMessage } from './updateMessage';
import { updatePrivacySettings } from './updatePrivacySettings';
import { updateProfileName } from './updateProfileName';
import { updateProfilePicture } from './updateProfilePicture';
import { updateProfileStatus } from './updateProfileStatus';
import { whatsappNumbers } from './whatsappNumbers';

export const chatRoutes: Route[] = [
	archiveChat,
	deleteMessageForEveryone,
	fetchBusinessProfile,
	fetchPrivacySettings,
	fetchProfile,
	fetchProfilePictureUrl,
	findChannels,
	findChatByRemoteJid,
	findChats,
	findContacts,
	findMessages,
	findStatusMessage,
	getBase64FromMediaMessage,
	getPollVote,
	markChatUnread,
	markMessageAsPlayed,
	markMessageAsRead,
	removeProfilePicture,
	sendPresence,
	updateBlockStatus,
	updateMessage,
	updatePrivacySettings,
	updateProfileName,
	updateProfilePicture,
	updateProfileStatus,
	whatsappNumbers,
];
