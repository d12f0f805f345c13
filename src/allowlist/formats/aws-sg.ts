import { type Format, jsonText, moreThan } from './format.ts';

/** Inbound rules of a security group unless AWS raised the quota, counted for each family apart. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MAX_RULES = 60;
const DESCRIPTION = 'Meta webhooks';

/** For `aws ec2 authorize-security-group-ingress --group-id sg-… --cli-input-json file://…`. */
export const awsSg: Format = {
  findLimit: (list) => moreThan(MAX_RULES, list, `a security group takes ${MAX_RULES} inbound rules a family`),
  write: ({ ipv4, ipv6 }) =>
    jsonText({
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          ...(ipv4.length > 0 && { IpRanges: ipv4.map((CidrIp) => ({ CidrIp, Description: DESCRIPTION })) }),
          ...(ipv6.length > 0 && { Ipv6Ranges: ipv6.map((CidrIpv6) => ({ CidrIpv6, Description: DESCRIPTION })) }),
        },
      ],
    }),
};
