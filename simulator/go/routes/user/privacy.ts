import type { Json } from '../../../core/data';
import { successWith } from '../../core/answers';
import { bodyOf, type InstanceGoRoute } from '../../core/route';
import { askWhatsApp, useClient } from '../../life/useClient';
import { isLoggedIn } from '../../state/goInstance';

/** For each setting, its name in the answer, in the body and on the phone, and the error if it's missing. The server checks in this order. */
const SETTINGS = [
	['CallAdd', 'callAdd', 'calladd', 'call add is required'],
	['GroupAdd', 'groupAdd', 'groupadd', 'group add is required'],
	['LastSeen', 'lastSeen', 'last', 'last seen is required'],
	['Online', 'online', 'online', 'online is required'],
	['Profile', 'profile', 'profile', 'profile is required'],
	['ReadReceipts', 'readReceipts', 'readreceipts', 'read receipts is required'],
	['Status', 'status', 'status', 'status is required'],
] as const;

const struct = {
	name: 'PrivacyStruct',
	fields: {
		groupAdd: 'string',
		lastSeen: 'string',
		status: 'string',
		profile: 'string',
		readReceipts: 'string',
		callAdd: 'string',
		online: 'string',
	},
} as const;

const toView = (privacy: Json): Json => ({
	...Object.fromEntries(SETTINGS.map(([name, , own]) => [name, privacy[own] ?? 'all'])),
	Messages: '',
	Defense: '',
	Stickers: '',
});

export const getPrivacy: InstanceGoRoute = {
	method: 'GET',
	path: '/user/privacy',
	key: 'instance',
	async run(call) {
		await useClient(call);
		if (!isLoggedIn(call.instance, call.go)) {
			// WhatsApp's library returns no error (whatsmeow, privacysettings.go:45), so the server answers with empty settings.
			await call.state.sleep(call.state.config.go.queryMs);
			return successWith(Object.fromEntries(Object.keys(toView({})).map((name) => [name, ''])));
		}
		return successWith(toView(call.instance.account.privacy));
	},
};

export const setPrivacy: InstanceGoRoute = {
	method: 'POST',
	path: '/user/privacy',
	key: 'instance',
	async run(call) {
		const required = SETTINGS.map(([, name, , error]) => [name, error] as const);
		const body = bodyOf(call, struct, required);
		await askWhatsApp(call);
		const { privacy } = call.instance.account;
		for (const [, name, own] of SETTINGS) privacy[own] = body[name];
		return successWith(toView(privacy));
	},
};
