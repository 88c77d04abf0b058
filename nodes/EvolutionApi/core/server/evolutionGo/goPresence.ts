import type { Activity, Target } from '../adapter';
import { pause } from '../../concurrency/retry';
import { asJid } from '../../values/jid';
import { askGo } from './goRequest';

/** What is shown in a chat: `paused` ends the others. */
type Shown = Activity | 'paused';

/** `POST /message/presence`: it does not end by itself. @throws {RequestFailure} if the server did not do it */
export async function setPresence(target: Target, chat: string, shown: Shown): Promise<void> {
	await askGo(target, {
		method: 'POST',
		path: '/message/presence',
		body: {
			number: asJid(chat),
			state: shown === 'paused' ? 'paused' : 'composing',
			isAudio: shown === 'recording',
		},
		retry: 'always',
	});
}

/** Shows it for so many ms, waits as long, and ends it. @throws {RequestFailure} if the server did not do it */
export async function showFor(
	target: Target,
	chat: string,
	{
		shown,
		delay,
		signal,
	}: { readonly shown: Activity; readonly delay: number; readonly signal?: AbortSignal },
): Promise<void> {
	await setPresence(target, chat, shown);
	await pause(delay, signal);
	await setPresence(target, chat, 'paused');
}
