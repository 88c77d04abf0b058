import { InputProblem, mustBe } from '../core/input/inputProblem';
import { isOfCloudMetadata } from '../core/values/addressKind';
import { isWebAddress } from './inputs';

// The address of a file, or the reason why no server downloads it.

/** @throws {InputProblem} if it is no address, or one of a page */
export function readAddress(entered: string | undefined, field: string): string {
	const given = (entered ?? '').trim().replace(/^["'<](.*)["'>]$/s, '$1');
	if (/[\s,;|]\s*https?:\/\//i.test(given)) {
		throw new InputProblem(
			[field],
			'has several addresses',
			'A message has one file: split the list first, so that each item has one address.',
		);
	}
	if (ON_DISK.test(given)) {
		throw new InputProblem(
			[field],
			`is "${given}", a path on a disk and not a web address`,
			'Read the file with the node Read/Write Files from Disk, and choose the source Input Data Field.',
		);
	}
	// Spaces and the like, which people copy out of a browser or write in the name of a file.
	const address = given.replace(/[\s<>"`{}|\\^]/g, encodeURIComponent);
	if (!isWebAddress(address)) {
		throw new InputProblem(
			[field],
			mustBe('a web address', given),
			'Enter one that begins with http:// or https://.',
		);
	}
	if (isOfCloudMetadata(address)) {
		throw new InputProblem(
			[field],
			`is "${given}", where a cloud tells its machines their keys`,
			'Enter the address of a file.',
		);
	}
	refusePage(new URL(address), field);
	return address;
}

/** Reads an address from which the server downloads the file. @throws {InputProblem} if no server does that */
export function readAddressForServer(entered: string | undefined, field: string): string {
	// Programs take any number of slashes there, and the server takes two.
	const address = readAddress(entered, field).replace(/^(https?):\/*/i, '$1://');
	const { hostname } = new URL(address);
	if (hostname.includes('.') || hostname.startsWith('[')) return address;
	throw new InputProblem(
		[field],
		`is on the host "${hostname}", from which Evolution API does not download`,
		'Use the IP address or a host with a dot in its name, or send the file itself with the source Input Data Field.',
	);
}

/** Of Windows, and of other systems. */
const ON_DISK = /^(?:file:|[a-z]:[\\/]|\\\\|~?\/(?!\/)|\.{1,2}[\\/])/i;

interface Site {
	readonly name: string;
	/** Of the host and the path with its query, without `www.`. */
	readonly pages: RegExp;
	/** The address of the file itself, with `$1` and so on for parts of the other; left out if there is none. */
	readonly file?: string | ((page: URL) => string);
}

function withParameter(name: string, value: string) {
	return (page: URL): string => {
		const file = new URL(page);
		file.searchParams.set(name, value);
		return file.href;
	};
}

const SITES: readonly Site[] = [
	{
		name: 'Google Drive',
		pages: /^drive\.google\.com\/(?:file\/(?:u\/\d+\/)?d\/|open\?(?:.*&)?id=)([\w-]+).*$/,
		file: 'https://drive.google.com/uc?export=download&id=$1',
	},
	{ name: 'Google Drive', pages: /^drive\.google\.com\/(?:drive|folderview)\b.*$/ },
	{
		name: 'Google Docs',
		pages: /^docs\.google\.com\/document\/d\/([\w-]+)(?:\/(?!export)\w*)?(?:[?#].*)?$/,
		file: 'https://docs.google.com/document/d/$1/export?format=pdf',
	},
	{
		name: 'Google Sheets',
		pages: /^docs\.google\.com\/spreadsheets\/d\/([\w-]+)(?:\/(?!export)\w*)?(?:[?#].*)?$/,
		file: 'https://docs.google.com/spreadsheets/d/$1/export?format=xlsx',
	},
	{
		name: 'Google Slides',
		pages: /^docs\.google\.com\/presentation\/d\/([\w-]+)(?:\/(?!export)\w*)?(?:[?#].*)?$/,
		file: 'https://docs.google.com/presentation/d/$1/export/pdf',
	},
	{
		name: 'Dropbox',
		pages: /^dropbox\.com\/(?:s|scl|sh)\/(?!.*[?&](?:dl|raw)=1).*$/,
		file: withParameter('dl', '1'),
	},
	{
		name: 'GitHub',
		pages: /^github\.com\/([^/]+\/[^/]+)\/blob\/([^?#]+)(?:[?#].*)?$/,
		file: 'https://raw.githubusercontent.com/$1/$2',
	},
	{ name: 'OneDrive', pages: /^(?:1drv\.ms|onedrive\.live\.com)\/(?!.*download).*$/ },
	{
		name: 'SharePoint',
		pages: /^[\w-]+\.sharepoint\.com\/:\w:\/(?!.*download=1).*$/,
		file: withParameter('download', '1'),
	},
	{ name: 'iCloud', pages: /^icloud\.com\/.*$/ },
	{ name: 'WeTransfer', pages: /^(?:we\.tl|wetransfer\.com)\/.*$/ },
	{ name: 'YouTube', pages: /^(?:m\.)?(?:youtube\.com|youtu\.be)\/.*$/ },
	{ name: 'Vimeo', pages: /^vimeo\.com\/.*$/ },
	{ name: 'Instagram', pages: /^instagram\.com\/.*$/ },
	{ name: 'TikTok', pages: /^(?:vm\.)?tiktok\.com\/.*$/ },
	{ name: 'Facebook', pages: /^(?:m\.)?(?:facebook\.com|fb\.watch)\/.*$/ },
	{ name: 'Canva', pages: /^canva\.com\/design\/.*$/ },
];

/** A link for people leads to a page that shows the file. */
function refusePage(page: URL, field: string): void {
	const { hostname, pathname, search } = page;
	const shown = hostname.replace(/^www\./, '') + pathname + search;
	const site = SITES.find(({ pages }) => pages.test(shown));
	if (site === undefined) return;
	const { name, pages, file } = site;
	const direct = typeof file === 'string' ? shown.replace(pages, file) : file?.(page);
	throw new InputProblem(
		[field],
		`is a page of ${name}, and not a file`,
		direct === undefined
			? `Download the file in the workflow first, and send it with the source Input Data Field. To send the link, use Send Text.`
			: `The file itself is at ${direct} if everybody may open it. A document then needs the option File Name.`,
	);
}
