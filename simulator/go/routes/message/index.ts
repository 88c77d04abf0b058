import type { GoRoute } from '../../core/route';
import { deleteMessage, editMessage } from './change';
import { downloadmedia } from './downloadmedia';
import { markread } from './markread';
import { presence } from './presence';
import { react } from './react';
import { messageStatus } from './status';

export const messageGoRoutes: GoRoute[] = [
	react,
	presence,
	markread,
	downloadmedia,
	messageStatus,
	deleteMessage,
	editMessage,
];
