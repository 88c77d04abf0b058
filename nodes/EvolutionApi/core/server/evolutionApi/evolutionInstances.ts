import type { IDataObject } from 'n8n-workflow';

import { fillRoute, queryString } from '../../http/route';
import { isRecord, recordOf, recordsIn, textOrNull } from '../../values/answer';
import type { Request } from '../request';
import type { ListedInstance, Server } from '../server';
import { versionIn, versionRequest } from '../serverVersion';
import { askOwnJid } from './ownJid';

/** `GET /instance/fetchInstances`: all that the key sees, or one of them. */
export const listRequest = (instance?: string): Request => ({
	method: 'GET',
	path: '/instance/fetchInstances' + queryString({ instanceName: instance }),
	retry: 'always',
	instance,
});

const asListed = ({ name, connectionStatus, token }: IDataObject): ListedInstance => ({
	name: String(name),
	isConnected: connectionStatus === 'open',
	key: textOrNull(token) ?? undefined,
});

export const evolutionInstances: Server['instances'] = {
	list: async (ask) => recordsIn(await ask(listRequest())).map(asListed),

	async state(ask, instance) {
		const answer = await ask({
			method: 'GET',
			path: fillRoute('/instance/connectionState/{instance}', { instance }),
			retry: 'always',
			instance,
		});
		const { state } = recordOf(recordOf(answer).instance);
		return textOrNull(state) ?? undefined;
	},

	ownJid: async ({ context, connection, instance }) =>
		await askOwnJid(context, connection, instance),

	async identify(ask) {
		const body = await ask(versionRequest);
		const isOurs = isRecord(body) && /evolution/i.test(String(body.message ?? ''));
		return isOurs ? { version: versionIn({ body }) } : undefined;
	},
};
