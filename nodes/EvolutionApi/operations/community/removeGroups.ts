import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import {
	COMMUNITY_EXAMPLE,
	communityGroupsBody,
	communityGroupsFields,
	communityGroupsInput,
	communityResults,
} from './shared/communityGroups';

/** `POST /community/remove` */
export const removeGroups = defineOperation({
	name: 'Remove Groups',
	value: 'removeGroups',
	action: 'Remove groups from a WhatsApp community',
	description: 'Take groups out of a community, with an item for each that tells the result',
	request: {
		method: 'POST',
		path: '/community/remove',
		retry: 'neverAfterSent',
		onlyOn: 'evolutionGo',
	},
	fields: [instanceField, ...communityGroupsFields],
	input: communityGroupsInput,
	example: COMMUNITY_EXAMPLE,
	body: communityGroupsBody,
	output: communityResults('remove'),
});
