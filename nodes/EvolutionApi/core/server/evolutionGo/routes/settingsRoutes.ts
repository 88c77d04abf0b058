import type { IDataObject } from 'n8n-workflow';

import { recordOf } from '../../../values/answer';
import { rowOf } from '../request';
import { bodyOf } from './outgoing';
import { refuseIf, type GoRoutes, type Translated } from './route';

// How an instance behaves: six settings, two of which have another name than those of Evolution API.

const SETTINGS_OF_OTHERS = ['readStatus', 'syncFullHistory', 'wavoipToken'];

/** @throws {InputProblem} for a setting that Evolution Go does not have */
export function refuseSettings(settings: IDataObject): void {
	const other = SETTINGS_OF_OTHERS.find((name) => settings[name] !== undefined);
	if (other === undefined) return;
	refuseIf(true, ['settings', other], 'does not exist on Evolution Go', 'Remove it.');
}

/** Settings of Evolution API in the words of Evolution Go. */
export const asAdvancedSettings = ({
	alwaysOnline,
	rejectCall,
	msgCall,
	readMessages,
	groupsIgnore,
}: IDataObject) =>
	Object.fromEntries(
		Object.entries({
			alwaysOnline,
			rejectCall,
			msgRejectCall: msgCall,
			readMessages,
			ignoreGroups: groupsIgnore,
		}).filter(([, value]) => value !== undefined),
	);

/** The other way round. */
const settingsFrom = ({ msgRejectCall, ignoreGroups, ...same }: IDataObject): IDataObject => ({
	...same,
	msgCall: msgRejectCall,
	groupsIgnore: ignoreGroups,
});

/** Its path has the ID of the instance, which only the global key tells. */
async function settingsPath(translated: Translated): Promise<string> {
	const { id } = await rowOf(translated);
	return `/instance/${encodeURIComponent(String(id))}/advanced-settings`;
}

const proxyPath = async (translated: Translated) =>
	`/instance/proxy/${encodeURIComponent(String((await rowOf(translated)).id))}`;

/** Settings and proxy of an instance. */
export const settingsRoutes = {
	async 'GET /settings/find/{instance}'(translated) {
		const path = await settingsPath(translated);
		return settingsFrom(recordOf(await translated.go({ method: 'GET', path })));
	},

	/** Up to 0.7.2 what is left out is switched off, so all of them go along. */
	async 'POST /settings/set/{instance}'(translated) {
		refuseSettings(recordOf(recordOf(translated.asked.input).settings));
		const path = await settingsPath(translated);
		const current = recordOf(await translated.go({ method: 'GET', path, retry: 'always' }));
		const body = { ...current, ...asAdvancedSettings(bodyOf(translated)) };
		const { settings } = recordOf(await translated.go({ method: 'PUT', path, body }));
		return settingsFrom(recordOf(settings));
	},

	/** The server does not tell it. */
	'GET /proxy/find/{instance}': async () => ({}),

	/** Up to 0.6.1 every proxy is taken for SOCKS5. */
	async 'POST /proxy/set/{instance}'(translated) {
		const { enabled, host, port, protocol, username, password } = bodyOf(translated);
		const hint = 'Choose HTTP, HTTPS or SOCKS5.';
		refuseIf(
			protocol === 'socks4',
			['proxy', 'protocol'],
			'cannot be SOCKS4 with Evolution Go',
			hint,
		);
		const path = await proxyPath(translated);
		if (enabled !== true) {
			await translated.go({ method: 'DELETE', path });
			return { proxy: { proxy: { enabled: false } } };
		}
		const body = { host, port: String(port), protocol, username, password };
		await translated.go({ method: 'POST', path, body });
		return { proxy: { proxy: { enabled: true, ...body } } };
	},
} satisfies GoRoutes;
