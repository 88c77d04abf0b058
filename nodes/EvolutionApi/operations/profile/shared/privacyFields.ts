import { collection, collectionInput } from '../../../fields/collections';
import { choice } from '../../../fields/inputs';

const contacts = { name: 'Contacts', value: 'contacts' };
const exceptSome = { name: 'Contacts Except Some', value: 'contact_blacklist' };
const all = { name: 'Everyone', value: 'all' };
const none = { name: 'Nobody', value: 'none' };
const sameAsLast = { name: 'Same as Last Seen', value: 'match_last_seen' };

/** @param name the server's key */
const setting = <const Name extends string>(
	displayName: string,
	name: Name,
	description: string,
	options: ReadonlyArray<typeof all> = [contacts, exceptSome, all, none],
) => ({ displayName, name, type: 'options', options, default: 'all', description }) as const;

export const privacyFields = collection('Privacy Settings', 'privacy', 'Add setting')(
	setting('Add to Groups', 'groupadd', 'Who can add the account to groups'),
	setting('Last Seen', 'last', 'Who can see when the account was last online'),
	setting('Online', 'online', 'Who can see that the account is online', [all, sameAsLast]),
	setting('Profile Picture', 'profile', 'Who can see the profile picture'),
	setting('Read Receipts', 'readreceipts', 'Who can see that messages were read', [all, none]),
	setting('Status Text', 'status', 'Who can see the text below the name of the account'),
);

const audienceInput = choice('all', 'contacts', 'contact_blacklist', 'none');

export const privacyInput = collectionInput({
	groupadd: audienceInput,
	last: audienceInput,
	online: choice('all', 'match_last_seen'),
	profile: audienceInput,
	readreceipts: choice('all', 'none'),
	status: audienceInput,
});

/** The settings of a new WhatsApp account. */
export const PRIVACY_DEFAULTS = {
	readreceipts: 'all',
	profile: 'all',
	status: 'all',
	online: 'all',
	last: 'all',
	groupadd: 'all',
};
