import type { Resource } from '../../core/table/operation';
import { acceptInvite } from './acceptInvite';
import { create } from './create';
import { get } from './get';
import { getInviteCode } from './getInviteCode';
import { getInviteInfo } from './getInviteInfo';
import { getMany } from './getMany';
import { getParticipants } from './getParticipants';
import { leave } from './leave';
import { revokeInviteCode } from './revokeInviteCode';
import { sendInvite } from './sendInvite';
import { setDisappearingMessages } from './setDisappearingMessages';
import { updateDescription } from './updateDescription';
import { updateMemberAddMode } from './updateMemberAddMode';
import { updateParticipants } from './updateParticipants';
import { updatePicture } from './updatePicture';
import { updateSettings } from './updateSettings';
import { updateSubject } from './updateSubject';

export const group: Resource = {
	name: 'Group',
	value: 'group',
	description: 'Manage groups, their members and invites',
	operations: [
		get,
		getMany,
		getParticipants,
		create,
		updateParticipants,
		updateSubject,
		updateDescription,
		updatePicture,
		updateSettings,
		updateMemberAddMode,
		setDisappearingMessages,
		sendInvite,
		getInviteCode,
		getInviteInfo,
		acceptInvite,
		revokeInviteCode,
		leave,
	],
};
