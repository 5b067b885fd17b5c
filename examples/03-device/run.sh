# Attaches the device by putting its source into the devices folder, and uses it.
set -eu
mkdir -p "$LLMOS_HOME/devices"
cp Roman.java "$LLMOS_HOME/devices/"

llmos -c 'roman write 1984'
llmos -c 'help roman' | grep -o 'Writes a number as a Roman numeral'
