import { generateKeyPairSync, sign } from 'node:crypto';

// Creates an untrusted certificate for each run, so that there is no key in the repository, and no expiry date. It's an X.509
// certificate in DER, with only the parts that a TLS server needs.

function tagged(tag: number, ...parts: Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const head = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts);
const hex = (text: string) => Buffer.from(text, 'hex');

/** Object identifier of ecdsa-with-SHA256. */
const ALGORITHM = sequence(tagged(0x06, hex('2a8648ce3d040302')));
const COMMON_NAME = tagged(0x06, hex('550403'));
const name = (text: string) =>
	sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from(text)))));
const derTime = (year: number) => tagged(0x17, Buffer.from(`${year % 100}0101000000Z`));

export function selfSigned(commonName: string): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
	const body = sequence(
		tagged(0x02, Buffer.from([1])),
		ALGORITHM,
		name(commonName),
		sequence(derTime(2020), derTime(2049)),
		name(commonName),
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]);
	const certificate = sequence(body, ALGORITHM, tagged(0x03, signature));
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
	};
}
