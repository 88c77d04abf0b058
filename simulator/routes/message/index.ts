import type { Route } from '../../core/types';
import { sendButtons } from './sendButtons';
import { sendCarousel } from './sendCarousel';
import { sendContact } from './sendContact';
import { sendList } from './sendList';
import { sendLocation } from './sendLocation';
import { sendMedia } from './sendMedia';
import { sendPoll } from './sendPoll';
import { sendPtv } from './sendPtv';
import { sendReaction } from './sendReaction';
import { sendStatus } from './sendStatus';
import { sendSticker } from './sendSticker';
import { sendTemplate } from './sendTemplate';
import { sendText } from './sendText';
import { sendWhatsAppAudio } from './sendWhatsAppAudio';

export const messageRoutes: Route[] = [
	sendButtons,
	sendCarousel,
	sendContact,
	sendList,
	sendLocation,
	sendMedia,
	sendPoll,
	sendPtv,
	sendReaction,
	sendStatus,
	sendSticker,
	sendTemplate,
	sendText,
	sendWhatsAppAudio,
];
