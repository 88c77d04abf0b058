import type { TableEntry } from '../dialect';

/** What comes nearest to what only another server has, by `resource.operation` or by the resource. */
const NEAREST: Readonly<Record<string, string>> = {
	'channel.getMany': 'Chat → Get Channels lists those from which the server has messages.',
	channel:
		'The server has no routes for channels. Message → Send Text can write to one by its JID.',
	'chat.requestHistory':
		'Switch on Settings → Update → Sync Full History before the phone is connected.',
	community: 'The server has no routes for communities: use the phone.',
	'instance.getLogs': 'Look at the log of the server itself, e.g. with "docker logs".',
};

export const nearestOnEvolution = ({ resource, operation }: TableEntry): string =>
	NEAREST[`${resource}.${operation}`] ?? NEAREST[resource] ?? 'The server has no route for it.';
