import type { IDataObject } from 'n8n-workflow';

import { reportProblem } from '../../../core/input/inputProblem';
import type { Field } from '../../../core/values/field';
import { textsOf } from '../../../core/values/loose';
import { locatorField } from '../../../fields/fieldKinds';
import { groupInput } from '../../../fields/group';
import { numberList } from '../../../fields/inputs';
import { byHand, fromList } from '../../../fields/locatorModes';

// A community and groups, for what puts them together and takes them apart.

export const communityGroupsFields = [
	locatorField('Community', 'community', {
		required: true,
		description: 'The community; the account of the instance must be one of its admins',
		modes: [
			fromList('searchGroups', 'Select a community…'),
			byHand('By JID', 'jid', 'e.g. 120363040404040404@g.us'),
		],
	}),
	locatorField('Groups', 'groups', {
		required: true,
		description: 'One group, or the JIDs of several, separated by commas or line breaks',
		modes: [
			fromList('searchGroups', 'Select a group…'),
			byHand('By JID', 'jid', 'e.g. 120363020202020202@g.us'),
		],
	}),
] as const satisfies readonly Field[];

export const communityGroupsInput = {
	community: groupInput,
	groups: numberList.transform((entries, context) => {
		if (entries.length === 0) reportProblem(context, 'is empty', 'Enter at least one group.');
		const groups = entries.map((entry) => {
			const checked = groupInput.safeParse(entry);
			if (checked.success) return checked.data;
			checked.error.issues.forEach((issue) => context.addIssue(issue));
			return '';
		});
		return [...new Set(groups)];
	}),
};

interface CommunityGroups {
	readonly community: string;
	readonly groups: readonly string[];
}

export const communityGroupsBody = ({ community, groups }: CommunityGroups) => ({
	communityJid: community,
	groupJid: groups,
});

export const COMMUNITY_EXAMPLE = {
	community: '120363040404040404@g.us',
	groups: '120363020202020202@g.us',
};

/** An item for each group. Of the answer only `failed` can be relied on: `success` also has what failed. */
export const communityResults =
	(action: 'add' | 'remove') =>
	({ failed }: IDataObject, { community: communityJid, groups }: CommunityGroups): IDataObject[] =>
		groups.map((groupJid) => ({
			communityJid,
			action,
			groupJid,
			success: !textsOf(failed).includes(groupJid),
		}));
