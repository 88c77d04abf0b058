import type { Json } from '../../core/data';
import { asObject, isObject } from '../../core/values';
import type { State } from '../../state/state';
import { has } from '../state/versions';

/** Kinds of messages from which the server reads the advertisement, in this order (referral.go:28–49 of 9337afc). */
const WITH_REFERRAL = [
	'extendedTextMessage',
	'imageMessage',
	'audioMessage',
	'documentMessage',
	'videoMessage',
];

const WORDS: Record<string, readonly string[]> = {
	mediaType: ['NONE', 'IMAGE', 'VIDEO'],
	adType: ['CTWA', 'CAWC'],
};

function referralOf({ config }: State, written: Json): Json | undefined {
	const name = WITH_REFERRAL.find((one) => isObject(written[one]));
	if (name === undefined || !has(config, 'referral')) return undefined;
	const { externalAdReply } = asObject(asObject(written[name]).contextInfo);
	if (!isObject(externalAdReply)) return undefined;
	const entries = Object.entries(externalAdReply).map(([key, value]) => [
		key,
		WORDS[key]?.[Number(value)] ?? value,
	]);
	return Object.fromEntries(entries) as Json;
}

export function referralIn(state: State, written: Json): Json {
	const referral = referralOf(state, written);
	return referral ? { referral } : {};
}
