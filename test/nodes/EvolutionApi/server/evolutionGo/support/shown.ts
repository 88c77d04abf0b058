import type { IDataObject } from 'n8n-workflow';

import { evolutionGo } from '../../../../../../nodes/EvolutionApi/server/evolutionGo';
import { resources } from '../../../../../../nodes/EvolutionApi/operations';
import { findOperation } from '../../../../../support/run';

// The operations that the editor offers for Evolution Go, as `resource.operation`.

/**
 * Operations that depend on the workflows that listen to the instance. They are left out, because they are tested with active workflows
 * in `wait/goQuestions.long.test.ts` and `trigger/memory/goTakeover.test.ts`.
 */
const OF_LISTENERS =
	/^(message\.sendAndWait|conversation\.(getTakeoverStatus|handOverToHuman|pauseBot|addChatHistory|resumeBot|combineMessages))$/;

export const SHOWN: readonly string[] = resources
	.flatMap(({ value: resource, operations }) =>
		operations
			.filter(({ value: operation, request }) => evolutionGo.can({ resource, operation, request }))
			.map(({ value: operation }) => `${resource}.${operation}`),
	)
	.filter((name) => !OF_LISTENERS.test(name))
	.sort();

export function operationNamed(name: string): { resource: string; operation: string } {
	const [resource, operation] = name.split('.');
	return { resource, operation };
}

/** Replaces values of an operation's `example` that only work with Evolution API, or take long. */
const OTHER_VALUES: Record<string, IDataObject> = {
	'apiRequest.request': { method: 'GET', path: '/user/contacts' },
	'chat.getDeliveryUpdates': { filters: { messageId: '3EB0A1B2C3D4E5F60718' } },
	'chat.sendPresence': { durationSeconds: 0 },
	'contact.checkNumbers': { numbers: '5511900000001' },
	'group.create': { options: {} },
	'message.downloadMedia': {
		options: { wholeMessage: '{"Message": {"imageMessage": {"mimetype": "image/jpeg"}}}' },
	},
	'message.sendCarousel': {
		cards: {
			card: [
				{ body: 'Hat', buttons: { button: [{ type: 'reply', displayText: 'Buy', id: 'hat' }] } },
			],
		},
	},
	'message.sendVideoNote': { mediaSource: 'url', mediaUrl: 'https://example.org/a.mp4' },
	'profile.updatePicture': { mediaSource: 'url', mediaUrl: 'https://example.org/a.jpg' },
	'status.send': { audience: 'allContacts' },
};

export function valuesOf(name: string): IDataObject {
	const { resource, operation } = operationNamed(name);
	const { example } = findOperation(resource, operation);
	return { ...example, ...OTHER_VALUES[name] } as IDataObject;
}
