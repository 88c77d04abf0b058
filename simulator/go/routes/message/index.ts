import type { GoRoute } from '../../core/route';
import { deleteMessage, editMessage } from './change';
import { downloadmedia } from './downloadmedia';
import { markplayed, markread } from './mark';
import { presence } from './presence';
import { react } from './react';
import { messageStatus } from './status';

export const messageGoRoutes: GoRoute[] = [
	react,
	presence,
	markread,
	markplayed,
	downloadmedia,
	messageStatus,
	deleteMessage,
	editMessage,
];
