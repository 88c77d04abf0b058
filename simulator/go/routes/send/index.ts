import type { GoRoute } from '../../core/route';
import { sendButton } from './button';
import { sendCarousel } from './carousel';
import { sendContact } from './contact';
import { sendLink } from './link';
import { sendList } from './list';
import { sendLocation } from './location';
import { sendMedia } from './media';
import { sendPoll } from './poll';
import { statusMedia, statusText } from './status';
import { sendSticker } from './sticker';
import { sendText } from './text';

export const sendRoutes: GoRoute[] = [
	sendText,
	sendLink,
	sendMedia,
	sendPoll,
	sendSticker,
	sendLocation,
	sendContact,
	sendButton,
	sendList,
	sendCarousel,
	statusText,
	statusMedia,
];
