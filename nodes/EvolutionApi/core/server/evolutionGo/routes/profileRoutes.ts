import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../values/answer';
import type { GoRoutes, Translated } from '../goRoute';
import { bodyOf } from '../outgoing';
import { refuseIf } from '../refuse';
import { isAddress } from '../wireFile';

/** Names of Evolution API with those of Evolution Go: in answers, which begin with a capital letter, and in requests. */
const PRIVACY = [
	['groupadd', 'GroupAdd', 'groupAdd'],
	['last', 'LastSeen', 'lastSeen'],
	['online', 'Online', 'online'],
	['profile', 'Profile', 'profile'],
	['readreceipts', 'ReadReceipts', 'readReceipts'],
	['status', 'Status', 'status'],
] as const;

const privacyIn = (answer: IDataObject): IDataObject =>
	Object.fromEntries(PRIVACY.map(([ours, theirs]) => [ours, answer[theirs]]));

const askPrivacy = async (translated: Translated) =>
	recordOf(await translated.go({ method: 'GET', path: '/user/privacy', retry: 'always' }));

export const profileRoutes = {
	'GET /chat/fetchPrivacySettings/{instance}': async (translated) =>
		privacyIn(await askPrivacy(translated)),

	/** All seven have to be there; who may call is not among those of Evolution API. */
	async 'POST /chat/updatePrivacySettings/{instance}'(translated) {
		const given = bodyOf(translated);
		const { CallAdd: callAdd } = await askPrivacy(translated);
		const settings = Object.fromEntries(PRIVACY.map(([ours, , asked]) => [asked, given[ours]]));
		const body = { ...settings, callAdd };
		return privacyIn(
			recordOf(await translated.go({ method: 'POST', path: '/user/privacy', body })),
		);
	},

	async 'POST /chat/updateProfilePicture/{instance}'(translated) {
		const image = String(bodyOf(translated).picture);
		const problem = 'must be URL with Evolution Go, which downloads the picture itself';
		refuseIf(!isAddress(image), ['mediaSource'], problem, 'Choose the source URL.');
		await translated.go({ method: 'POST', path: '/user/profilePicture', body: { image } });
		return {};
	},

	async 'POST /chat/updateProfileStatus/{instance}'(translated) {
		const { status } = bodyOf(translated);
		await translated.go({ method: 'POST', path: '/user/profileStatus', body: { status } });
		return {};
	},
} satisfies GoRoutes;
