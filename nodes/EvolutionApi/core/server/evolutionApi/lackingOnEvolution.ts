import type { TableEntry } from '../adapter';

/** What comes nearest to what only another server has, by `resource.operation` or by the resource. */
const NEAREST: Readonly<Record<string, string>> = {
	'channel.getMany': 'Chat → Get Channels lists those from which the server has messages.',
	channel: 'Message → Send Text can write to a channel by its JID.',
	'chat.requestHistory':
		'switch on Settings → Update → Sync Full History before the phone is connected.',
};

export function nearestOnEvolution({ resource, operation }: TableEntry): string {
	const nearest = NEAREST[`${resource}.${operation}`] ?? NEAREST[resource];
	const only = 'Only Evolution Go has it: choose that as Authentication.';
	return nearest === undefined ? only : `${only} With Evolution API: ${nearest}`;
}
