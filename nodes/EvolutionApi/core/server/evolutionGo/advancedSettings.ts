import type { IDataObject } from 'n8n-workflow';

import { refuseIf } from './refuse';

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
export const settingsFrom = ({
	msgRejectCall,
	ignoreGroups,
	...same
}: IDataObject): IDataObject => ({
	...same,
	msgCall: msgRejectCall,
	groupsIgnore: ignoreGroups,
});
