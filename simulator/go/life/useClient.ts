import { HttpError } from '../../core/answers';
import type { Answer } from '../../core/types';
import { failed, goError, panic } from '../core/answers';
import type { GoCall } from '../core/route';
import { goOf, isConnected, isLoggedIn } from '../state/goInstance';
import { reconnect, startClient } from './clients';

/** Throws if the client is disconnected. */
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

/** Like useClient(), but retries, and reconnects in between. The server does this for texts, links, media and polls. */
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

/** Prepares a request that WhatsApp has to answer. Without a linked phone, it times out. */
export async function askWhatsApp(call: GoCall): Promise<void> {
	await useClient(call);
	if (!isLoggedIn(call.instance, goOf(call.instance))) throw await unanswered(call);
}

/** The library's error for a message or a call without a linked phone (WM errors.go:23). */
export const NO_DEVICE = "the store doesn't contain a device JID";

/** For routes that send to WhatsApp, but don't wait for its answer. Without a linked phone, such routes fail at once. */
export async function sendToWhatsApp(call: GoCall): Promise<void> {
	await useClient(call);
	if (!isLoggedIn(call.instance, goOf(call.instance))) throw failed(NO_DEVICE);
}

/** Prepares access to the phone's store. If the device was never paired, the server crashes (whatsmeow, container.go:211). */
export async function useStore(call: GoCall): Promise<void> {
	await useClient(call);
	if (!isLoggedIn(call.instance, goOf(call.instance))) throw panic();
}

export async function unanswered({ state }: GoCall): Promise<HttpError> {
	await state.sleep(state.config.go.queryMs);
	return failed('info query timed out');
}

/** Runs a route that returns 400 instead of the usual 500. */
export async function with400(action: () => Promise<Answer>): Promise<Answer> {
	try {
		return await action();
	} catch (error) {
		if (!(error instanceof HttpError) || error.answer.status !== 500) throw error;
		const { error: text } = error.answer.body as { error: string };
		throw goError(400, text);
	}
}
