import type { Route } from '../../core/types';
import { acceptInviteCode } from './acceptInviteCode';
import { createGroup } from './create';
import { fetchAllGroups } from './fetchAllGroups';
import { findGroupInfos } from './findGroupInfos';
import { inviteCode } from './inviteCode';
import { inviteInfo } from './inviteInfo';
import { leaveGroup } from './leaveGroup';
import { participants } from './participants';
import { revokeInviteCode } from './revokeInviteCode';
import { sendInvite } from './sendInvite';
import { toggleEphemeral } from './toggleEphemeral';
import { updateGroupDescription } from './updateGroupDescription';
import { updateGroupPicture } from './updateGroupPicture';
import { updateGroupSubject } from './updateGroupSubject';
import { updateMemberAddMode } from './updateMemberAddMode';
import { updateParticipant } from './updateParticipant';
import { updateSetting } from './updateSetting';

export const groupRoutes: Route[] = [
	acceptInviteCode,
	createGroup,
	fetchAllGroups,
	findGroupInfos,
	inviteCode,
	inviteInfo,
	leaveGroup,
	participants,
	revokeInviteCode,
	sendInvite,
	toggleEphemeral,
	updateGroupDescription,
	updateGroupPicture,
	updateGroupSubject,
	updateMemberAddMode,
	updateParticipant,
	updateSetting,
];
