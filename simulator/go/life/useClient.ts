import { HttpError } from '../../core/answers';
import type { Answer } from '../../core/types';
import { failed, goError, panic } from '../core/answers';
import type { GoCall } from '../core/route';
import { goOf, isConnected, isLoggedIn } from '../state/goInstance';
import { reconnect, startClient } from './clients';

/** What most routes do first: a client that does not run is started, and one that is away is an error. */
export async function useClient({
	state,
	instance,
}: Pick<GoCall, 'state' | 'instance'>): Promise<void> {
	const go = goOf(instance);
	if (go.client) {
		if (!isConnected(instance, go)) throw failed('client disconnected');
		return;
	}
	await startClient(state, instance);
	await state.sleep(state.config.go.startMs);
	if (!isConnected(instance, goOf(instance))) throw failed('no active session found');
}

const TRIES = 6;

/** Text, link, media and polls try again, and let the server connect anew in between. */
export async function useClientPatiently(call: GoCall): Promise<void> {
	const { state, instance } = call;
	for (let attempt = 1; ; attempt++) {
		try {
			await useClient(call);
			return;
		} catch (error) {
			if (attempt === TRIES) throw error;
			await state.sleep(state.config.go.retryMs);
			if (!goOf(instance).client || instance.state === 'close') await reconnect(state, instance);
		}
	}
}

/** A question to WhatsApp. Without a phone, nobody answers it. */
export async function askWhatsApp(call: GoCall): Promise<void> {
	await useClient(call);
	if (!isLoggedIn(call.instance, goOf(call.instance))) throw await unanswered(call);
}

/** What the library says of a message, or of a call, without a phone (WM errors.go:23). */
export const NO_DEVICE = "the store doesn't contain a device JID";

/** What goes to WhatsApp at once, or not at all. */
export async function sendToWhatsApp(call: GoCall): Promise<void> {
	await useClient(call);
	if (!isLoggedIn(call.instance, goOf(call.instance))) throw failed(NO_DEVICE);
}

/** What the phone keeps: a device that was never paired has no place for it, and the server runs into nil (WM container.go:211). */
export async function useStore(call: GoCall): Promise<void> {
	await useClient(call);
	if (!isLoggedIn(call.instance, goOf(call.instance))) throw panic();
}

/** The error that comes after a long wait. */
export async function unanswered({ state }: GoCall): Promise<HttpError> {
	await state.sleep(state.config.go.queryMs);
	return failed('info query timed out');
}

/** Some routes answer with 400 where the others have 500. */
export async function with400(action: () => Promise<Answer>): Promise<Answer> {
	try {
		return await action();
	} catch (error) {
		if (!(error instanceof HttpError) || error.answer.status !== 500) throw error;
		const { error: text } = error.answer.body as { error: string };
		throw goError(400, text);
	}
}
