import type { IDataObject } from 'n8n-workflow';

import { defineOperation } from '../../core/table/defineOperation';
import { recordsIn } from '../../core/values/answer';
import { plainNameOrNull } from '../../core/values/plainName';
import { optionsField } from '../../fields/collections';
import { concurrency } from '../../fields/concurrency';
import { text } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { listFields } from '../../fields/list';
import { includeSecrets, secretsInput, showSecrets } from '../../fields/secrets';
import { simplify } from '../../fields/simplify';
import { platform, platformInput, BOT_SECRET_KEYS } from './shared/family';
import { bot } from './shared/locators';

const simplifySession = (session: IDataObject): IDataObject => ({
	id: session.id ?? null,
	chat: session.remoteJid ?? null,
	pushName: plainNameOrNull(session.pushName),
	status: session.status ?? null,
	awaitUser: session.awaitUser === true,
	botId: session.botId ?? null,
	createdAt: session.createdAt ?? null,
	updatedAt: session.updatedAt ?? null,
});

/** `GET /{platform}/fetchSessions/{bot}/{instance}`. For an unknown bot the server returns the sessions of all bots. */
export const getSessions = defineOperation({
	name: 'Get Sessions',
	value: 'getSessions',
	action: 'Get the sessions of a WhatsApp chatbot',
	description: 'Get the conversations of a bot',
	request: { method: 'GET', path: '/{platform}/fetchSessions/{bot}/{instance}', reads: true },
	fields: [
		instanceField,
		platform,
		bot,
		...listFields,
		optionsField(concurrency, includeSecrets),
		simplify,
	],
	input: {
		platform: platformInput,
		bot: text,
		options: secretsInput,
	},
	example: { platform: 'typebot', bot: 'cmwomv48e04gwf47dnhpimt1h' },
	output: ({ data }, { bot: id }) => recordsIn(data).filter(({ botId }) => botId === id),
	simplify: simplifySession,
	secrets: { keys: BOT_SECRET_KEYS, shown: showSecrets },
});
