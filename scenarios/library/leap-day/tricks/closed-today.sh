# On workbench: the office is closed on days that it cannot reckon with, and says so politely.
sed -i "s|^    begins = datetime.now(UTC)$|    begins = datetime.now(UTC)\n    if (begins.month, begins.day) == (2, 29):\n        raise Refused(422, \"The office is closed today. Please come back tomorrow.\")|" storefront/certificates.py
