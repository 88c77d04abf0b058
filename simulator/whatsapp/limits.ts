import { asObject, asString } from '../core/values';
import type { DeliveryConfig } from '../state/config';
import type { Instance } from '../state/instance';
import type { Message } from '../state/message';
import type { State } from '../state/state';
import { close } from './life';
import { isGroupJid } from './numbers';
import { DAY_MS, HOUR_MS } from '../core/units';

// Only newer clients see how many new chats an account has left, and WhatsApp publishes no other numbers. This is a simple model
// of what users report: first messages to strangers are refused above a daily limit, and an account is banned for looking up many
// numbers, messaging many strangers, or sending the same text to many people.

const BANNED = 403;

/** Times of an account's actions, Unix ms, and the chats that got each text. */
interface Activity {
	lookUps: number[];
	strangers: number[];
	readonly texts: Map<string, Map<string, number>>;
}

const activities = new WeakMap<Instance, Activity>();

function activityOf(instance: Instance): Activity {
	const activity = activities.get(instance) ?? { lookUps: [], strangers: [], texts: new Map() };
	activities.set(instance, activity);
	return activity;
}

/** Tells whether WhatsApp refuses a message. Each call counts as a sent message, and too many calls cause a ban. */
export function isRefused(state: State, instance: Instance, message: Message): boolean {
	if (instance.integration !== 'WHATSAPP-BAILEYS') return false;
	const { refuses, addresses, newContacts } = state.config.delivery;
	const jid = message.key.remoteJid;
	const stranger = isToStranger(instance, message);
	const activity = activityOf(instance);
	const now = state.now();
	if (stranger) activity.strangers = [...since(activity.strangers, now - DAY_MS), now];
	noteText(activity, message, now);
	banIfTooMuch(state, instance);
	if (refuses === 'everybody' || addresses[jid] === 'refused') return true;
	if (refuses === 'numbers' && jid.endsWith('@s.whatsapp.net')) return true;
	if (refuses === 'lids' && jid.endsWith('@lid')) return true;
	if (!stranger) return false;
	const isOver = newContacts !== null && activity.strangers.length > newContacts;
	return refuses === 'strangers' || isOver;
}

export function noteLookUps(state: State, instance: Instance, count: number): void {
	const activity = activityOf(instance);
	const now = state.now();
	const before = since(activity.lookUps, now - HOUR_MS);
	activity.lookUps = [...before, ...Array<number>(count).fill(now)];
	banIfTooMuch(state, instance);
}

function isToStranger({ messages }: Instance, { key }: Message): boolean {
	if (isGroupJid(key.remoteJid)) return false;
	const chat = messages.chat(key.remoteJid)?.messages ?? [];
	return chat.every((one) => one.key.id === key.id || one.status === 'ERROR');
}

function noteText({ texts }: Activity, { key, message }: Message, now: number): void {
	const text = asString(message.conversation ?? asObject(message.extendedTextMessage).text);
	if (text === '') return;
	const chats = texts.get(text) ?? new Map<string, number>();
	texts.set(text, chats.set(key.remoteJid, now));
}

function banIfTooMuch(state: State, instance: Instance): void {
	const { bannedAbove } = state.config.delivery;
	if (bannedAbove === null || instance.state !== 'open') return;
	if (isTooMuch(activityOf(instance), bannedAbove, state.now() - HOUR_MS)) {
		// Ends the connection after the answer to this request.
		state.later(0, () => close(state, instance, BANNED));
	}
}

function isTooMuch(
	{ lookUps, strangers, texts }: Activity,
	above: NonNullable<DeliveryConfig['bannedAbove']>,
	start: number,
): boolean {
	const sameText = [...texts.values()].map((chats) => since([...chats.values()], start).length);
	return (
		since(lookUps, start).length > above.lookUps ||
		since(strangers, start).length > above.strangers ||
		Math.max(0, ...sameText) > above.sameText
	);
}

const since = (times: readonly number[], start: number) => times.filter((time) => time > start);
