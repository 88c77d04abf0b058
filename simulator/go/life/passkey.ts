import { randomBytes } from 'node:crypto';
import { pairingCode } from '../../core/ids';
import type { Instance } from '../../state/instance';
import type { State } from '../../state/state';
import { open } from '../../whatsapp/life';
import { type GoEvent, tell } from '../events/goEvent';
import { goOf, type Passkey } from '../state/goInstance';

/** Stages of linking with a passkey, in order. The third has a code that the owner compares with the phone's. */
export const STAGES = [
	'challenge',
	'awaiting_confirmation',
	'confirmation',
	'confirmed',
	'error',
] as const;
export type Stage = (typeof STAGES)[number];

/** How long a passkey request stays valid without activity. */
const LIFETIME_MS = 5 * 60_000;
const ANSWER_MS = 30;

export function passkeyOf(state: State, instance: Instance): Passkey | undefined {
	const { client } = goOf(instance);
	const passkey = client?.isPairing ? client.passkey : undefined;
	return passkey && passkey.expiresAt > state.now() ? passkey : undefined;
}

/** Finds an instance by the token of its passkey request, because the browser has no API key. */
export const instanceByPasskey = (state: State, token: string): Instance | undefined =>
	[...state.instances.values()].find((one) => passkeyOf(state, one)?.token === token);

export function setPasskey(
	state: State,
	instance: Instance,
	stage: Stage,
	{ code, error = '' }: { code?: string; error?: string } = {},
): Passkey | undefined {
	const { client } = goOf(instance);
	if (!client?.isPairing) return undefined;
	const previous = stage === 'challenge' ? undefined : passkeyOf(state, instance);
	client.passkey = {
		token: previous?.token ?? randomBytes(32).toString('hex'),
		stage,
		code: code ?? (previous?.code || (stage === 'confirmation' ? pairingCode() : '')),
		error,
		expiresAt: state.now() + LIFETIME_MS,
	};
	instance.qr = null;
	tellStage(state, instance, client.passkey);
	state.changed({ type: 'instance', instance: instance.name });
	return client.passkey;
}

/** Sends the event of the passkey's stage (whatsmeow.go:1030–1101, :2140). Only the word `ALL` subscribes to passkey events. */
function tellStage(state: State, instance: Instance, passkey: Passkey): void {
	const { token: ceremonyToken, stage, code, error } = passkey;
	const openUrl = openUrlOf(state, passkey);
	const events: Record<string, GoEvent> = {
		challenge: { event: 'PasskeyRequest', data: { ceremonyToken, openUrl, stage } },
		confirmation: { event: 'PasskeyConfirmation', data: { code, stage } },
		error: { event: 'PasskeyError', data: { error, stage } },
	};
	if (Object.hasOwn(events, stage)) tell(state, instance, events[stage]);
}

/** Runs WhatsApp's answer after a moment, unless a new challenge has started. */
function answerLater(state: State, instance: Instance, answer: () => void): void {
	const { token } = passkeyOf(state, instance) ?? {};
	state.later(ANSWER_MS, () => {
		if (instanceByPasskey(state, token ?? '') === instance) answer();
	});
}

export function respond(state: State, instance: Instance): void {
	setPasskey(state, instance, 'awaiting_confirmation');
	answerLater(state, instance, () => setPasskey(state, instance, 'confirmation'));
}

export function confirm(state: State, instance: Instance): void {
	setPasskey(state, instance, 'confirmed');
	answerLater(state, instance, () => open(state, instance));
}

/** Evolution Go's browser extension reads the token and the server's URL from this link. */
export function openUrlOf({ config }: State, { token }: Passkey): string {
	const base = config.go.passkeyPublicUrl || '<SET_PASSKEY_PUBLIC_URL>';
	const payload = Buffer.from(JSON.stringify({ t: token, b: base })).toString('base64url');
	return `https://web.whatsapp.com/#wapk=${payload}`;
}
