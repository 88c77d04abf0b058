import { badRequest } from '../core/answers';
import type { Config } from '../state/config';
import type { Group, Instance } from '../state/instance';
import { isBase64, isUrl } from './address';
import { imageSize } from './image';
import { digitsOf } from './numbers';
import { loadFile } from './source';

export const pictureOf = (jid: string) =>
	`https://pps.whatsapp.net/v/t61.24694-24/${digitsOf(jid)}_n.jpg?ccb=11-4&oh=fake&oe=fake`;

const versioned = (jid: string, picture: number | null) =>
	picture === null ? null : `${pictureOf(jid)}${picture === 0 ? '' : `&v=${picture}`}`;

export const ownPicture = ({ ownerJid, account }: Instance) =>
	ownerJid && versioned(ownerJid, account.picture);

export const groupPicture = ({ id, picture = 0 }: Group) => versioned(id, picture);

/** Reads a picture from a web address or Base64. Throws the server's error if there is no picture. */
export async function checkPicture(config: Config, value: unknown): Promise<void> {
	if (typeof value !== 'string' || !(isUrl(value) || (value !== '' && isBase64(config, value)))) {
		throw badRequest('"profilePicture" must be a url or a base64');
	}
	const bytes = isUrl(value)
		? Buffer.concat((await loadFile(value, 'image')).chunks)
		: Buffer.from(value, 'base64');
	if (!imageSize(bytes)) throw new Error('Input buffer contains unsupported image format');
}
