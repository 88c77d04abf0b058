import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import {
	COMMUNITY_EXAMPLE,
	communityGroupsBody,
	communityGroupsFields,
	communityGroupsInput,
	communityResults,
} from './shared/communityGroups';

/** `POST /community/add` */
export const addGroups = defineOperation({
	name: 'Add Groups',
	value: 'addGroups',
	action: 'Add groups to a WhatsApp community',
	description: 'Put groups into a community, with an item for each that tells the result',
	request: {
		method: 'POST',
		path: '/community/add',
		retry: 'neverAfterSent',
		onlyOn: 'evolutionGo',
	},
	fields: [instanceField, ...communityGroupsFields],
	input: communityGroupsInput,
	example: COMMUNITY_EXAMPLE,
	body: communityGroupsBody,
	output: communityResults('add'),
});
